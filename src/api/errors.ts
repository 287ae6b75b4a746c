/**
 * Errors of the API: one class (ConnectError) for all interfaces, with the problems as typed details; and its JSON
 * for REST, google.rpc.Status with the HTTP status of google/rpc/code.proto.
 */
import { create, type DescMessage, type JsonObject, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Problem, Refusal } from "../controller/command.ts";
import { ProblemsSchema } from "../gen/cairn/v1/common_pb.ts";
import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.ts";

export function refuse(code: Refusal["code"] | "resourceExhausted", problems: readonly Problem[]) {
  const message = problems.map((each) => `${each.field ? `${each.field}: ` : ""}${sentence(each)}`)
    .join("; ");
  const details = [
    { desc: ProblemsSchema, value: { problems: problems.map((each) => ({ ...each })) } },
    {
      desc: BadRequestSchema,
      value: {
        fieldViolations: problems.map((each) => ({
          field: each.field,
          description: sentence(each),
        })),
      },
    },
  ];
  return new ConnectError(message, CODES[code], undefined, details);
}

export const wrongField = (field: string, problem: string, fix: string) =>
  refuse("invalidArgument", [{ field, problem, fix }]);

/** The problem and what to do, for people. */
const sentence = ({ problem, fix }: Problem) =>
  fix === "" ? problem : `${problem}${/[.!?]$/.test(problem) ? "" : " –"} ${fix}`;

const CODES = {
  invalidArgument: Code.InvalidArgument,
  notFound: Code.NotFound,
  alreadyExists: Code.AlreadyExists,
  failedPrecondition: Code.FailedPrecondition,
  unavailable: Code.Unavailable,
  resourceExhausted: Code.ResourceExhausted,
} as const;

/** google.rpc.Status as proto3 JSON. */
export function statusJson(error: ConnectError): JsonObject {
  const details = error.details.flatMap((detail): JsonObject[] => {
    if (!("desc" in detail)) return [];
    const json = toJson(
      detail.desc as DescMessage,
      create(detail.desc as DescMessage, detail.value),
    );
    return [{ "@type": `type.googleapis.com/${detail.desc.typeName}`, ...json as JsonObject }];
  });
  return { code: error.code, message: error.rawMessage, details };
}

export function httpStatus(code: Code): number {
  return HTTP[code] ?? 500;
}

const HTTP: Readonly<Record<number, number>> = {
  [Code.Canceled]: 499,
  [Code.Unknown]: 500,
  [Code.InvalidArgument]: 400,
  [Code.DeadlineExceeded]: 504,
  [Code.NotFound]: 404,
  [Code.AlreadyExists]: 409,
  [Code.PermissionDenied]: 403,
  [Code.ResourceExhausted]: 429,
  [Code.FailedPrecondition]: 400,
  [Code.Aborted]: 409,
  [Code.OutOfRange]: 400,
  [Code.Unimplemented]: 501,
  [Code.Internal]: 500,
  [Code.Unavailable]: 503,
  [Code.DataLoss]: 500,
  [Code.Unauthenticated]: 401,
};
