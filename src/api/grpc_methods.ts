/** Health (grpc.health.v1) and server reflection (grpc.reflection.v1), so that gRPC's own tools work. */
import {
  createRegistry,
  type DescFile,
  type DescService,
  type MessageInitShape,
  toBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from "../gen/grpc/health/v1/health_pb.ts";
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponseSchema,
} from "../gen/grpc/reflection/v1/reflection_pb.ts";

/** `stopped` settles when the server is about to close. */
export function addGrpcMethods(
  router: ConnectRouter,
  services: readonly DescService[],
  stopped: Promise<void>,
): void {
  const names = new Set(["", ...services.map((service) => service.typeName)]);
  let serving = true;
  stopped.then(() => serving = false);
  router.service(Health, {
    check: ({ service }) => {
      if (!names.has(service)) {
        throw new ConnectError(`there is no service "${service}"`, Code.NotFound);
      }
      return { status: serving ? Serving.SERVING : Serving.NOT_SERVING };
    },
    async *watch({ service }, { signal }) {
      if (!names.has(service)) return yield { status: Serving.SERVICE_UNKNOWN };
      yield { status: Serving.SERVING };
      const left = new Promise<void>((resolve) =>
        signal.addEventListener("abort", () => resolve(), { once: true })
      );
      await Promise.race([stopped, left]);
      if (!serving) yield { status: Serving.NOT_SERVING };
    },
  });
  const reflect = reflection([...services, Health, ServerReflection]);
  router.service(ServerReflection, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) {
        yield {
          validHost: request.host,
          originalRequest: request,
          messageResponse: reflect(request),
        };
      }
    },
  });
}

type Answer = NonNullable<
  MessageInitShape<typeof ServerReflectionResponseSchema>["messageResponse"]
>;

function reflection(
  services: readonly DescService[],
): (request: ServerReflectionRequest) => Answer {
  const files = new Map<string, DescFile>();
  const add = (file: DescFile) => {
    if (files.has(file.proto.name)) return;
    files.set(file.proto.name, file);
    file.dependencies.forEach(add);
  };
  services.forEach((service) => add(service.file));
  const registry = createRegistry(...files.values());
  const extensions = [...registry].filter((desc) => desc.kind === "extension");

  return ({ messageRequest: asked }) => {
    switch (asked.case) {
      case "listServices": {
        const service = services.map((each) => ({ name: each.typeName }));
        return { case: "listServicesResponse", value: { service } };
      }
      case "fileByFilename":
        return fileAnswer(files.get(asked.value));
      case "fileContainingSymbol":
        return fileAnswer((registry.get(asked.value) ?? registry.get(parentOf(asked.value)))?.file);
      case "fileContainingExtension": {
        const { containingType, extensionNumber } = asked.value;
        const found = extensions.find((each) =>
          each.extendee.typeName === containingType && each.number === extensionNumber
        );
        return fileAnswer(found?.file);
      }
      case "allExtensionNumbersOfType": {
        const numbers = extensions.filter((each) => each.extendee.typeName === asked.value)
          .map((each) => each.number);
        return {
          case: "allExtensionNumbersResponse",
          value: { baseTypeName: asked.value, extensionNumber: numbers },
        };
      }
      default:
        return {
          case: "errorResponse",
          value: { errorCode: Code.InvalidArgument, errorMessage: "?" },
        };
    }
  };
}

/** The file and all that it needs, each once. */
function fileAnswer(file: DescFile | undefined): Answer {
  if (file === undefined) {
    const value = { errorCode: Code.NotFound, errorMessage: "there is no such file or symbol" };
    return { case: "errorResponse", value };
  }
  const files = new Set<DescFile>();
  const add = (each: DescFile) => {
    if (files.has(each)) return;
    files.add(each);
    each.dependencies.forEach(add);
  };
  add(file);
  const fileDescriptorProto = [...files].map((each) =>
    toBinary(FileDescriptorProtoSchema, each.proto)
  );
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto } };
}

/** A method's symbol is inside its service's. */
const parentOf = (symbol: string) => symbol.slice(0, symbol.lastIndexOf("."));
