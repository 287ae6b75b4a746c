/** Login, users and tokens as calls. They change the store of accounts and are reported; the core never sees them. */
import { type MessageInitShape } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { AdminService, TokenSchema, UserSchema } from "../../gen/cairn/v1/admin_pb.ts";
import { refuse, wrongField } from "../errors.ts";
import { pageOf } from "../list_rows.ts";
import { messageOf, timestampOf } from "../message_of.ts";
import type { Call, Methods } from "../methods.ts";
import type { Notice, Ports, Role, TokenRecord, UserRecord } from "../ports.ts";
import { type Auth, isRole, rank } from "./auth.ts";
import { checkPassword, hashPassword } from "./passwords.ts";
import { SESSION_MICROSECONDS } from "./tokens.ts";

export function addAccountMethods(methods: Methods, ports: Ports, auth: Auth): void {
  const { method } = AdminService;
  methods.unary(method.login, async ({ user, password }, call) => {
    const caller = await auth.login(user, password, call.from);
    const role = auth.users.get(caller.user)!.role;
    const { token, secret } = await auth.tokens.make({
      user: caller.user,
      role,
      description: `login from ${call.from}`,
      session: true,
      lifetimeMicroseconds: SESSION_MICROSECONDS,
    });
    return {
      token: secret,
      expiresAt: timestampOf(token.expiresAt!),
      user: caller.user,
      role,
    };
  });
  methods.unary(method.logout, async (_request, { caller }) => {
    const token = auth.tokens.all.find((each) => each.id === caller.token);
    if (token?.session) await auth.tokens.remove(token.id);
    return {};
  });
  methods.unary(method.whoAmI, (_request, { caller: { user, role, by } }) => ({ user, role, by }));
  addUserMethods(methods, ports, auth);
  addTokenMethods(methods, ports, auth);
}

function addUserMethods(methods: Methods, ports: Ports, auth: Auth): void {
  const { method } = AdminService;
  const put = async (user: UserRecord, kind: Notice["kind"], title: string, call: Call) => {
    await ports.accounts.putUser(user);
    auth.users.set(user.name, user);
    auth.passwords.forget(user.name);
    note(ports, kind, `user ${user.name}`, title, call);
    return messageOf(UserSchema, user);
  };
  methods.unary(method.listUsers, (request) => {
    const { rows, ...page } = pageOf([...auth.users.values()], UserSchema, request);
    return { users: rows.map((row) => messageOf(UserSchema, row)), ...page };
  });
  methods.unary(method.createUser, async ({ name, role, password }, call) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$/.test(name)) {
      throw wrongField("name", `"${name}" cannot be a user's name`, "use letters, digits, . _ @ -");
    }
    if (auth.users.has(name)) {
      throw refuse("alreadyExists", [{
        field: "name",
        problem: `there is a user ${name} already`,
        fix: "choose another name, or change that user",
      }]);
    }
    checkPassword(password);
    const user = {
      name,
      role: roleIn(role),
      password: await hashPassword(password),
      createdAt: ports.clock.now(),
    };
    return await put(user, "userCreated", `User ${name} created as ${user.role}`, call);
  });
  methods.unary(method.updateUser, async ({ name, role, password }, call) => {
    const before = userOf(auth, name);
    const wanted = role === "" ? before.role : roleIn(role);
    if (wanted !== "admin") keepAnAdmin(auth, before);
    if (password !== "") checkPassword(password);
    const user = {
      ...before,
      role: wanted,
      password: password === "" ? before.password : await hashPassword(password),
    };
    if (password !== "") await auth.tokens.removeOf(name, (token) => token.session);
    const what = password === "" ? `is ${wanted} now` : "has a new password";
    return await put(user, "userChanged", `User ${name} ${what}`, call);
  });
  methods.unary(method.deleteUser, async ({ name }, call) => {
    keepAnAdmin(auth, userOf(auth, name));
    auth.users.delete(name); // first: nothing of this user must open anything while the store is slow
    auth.passwords.forget(name);
    await auth.tokens.removeOf(name, () => true);
    await ports.accounts.deleteUser(name);
    note(ports, "userDeleted", `user ${name}`, `User ${name} deleted`, call);
    return {};
  });
}

function addTokenMethods(methods: Methods, ports: Ports, auth: Auth): void {
  const { method } = AdminService;
  const seen = (call: Call) =>
    auth.tokens.all.filter((token) =>
      call.caller.role === "admin" || token.user === call.caller.user
    );
  methods.unary(method.listTokens, (request, call) => {
    const { rows, ...page } = pageOf(seen(call), TokenSchema, request);
    return { tokens: rows.map(tokenMessage), ...page };
  });
  methods.unary(method.createToken, async (request, call) => {
    const { user, role: own } = call.caller;
    const role = request.role === "" && own !== "nobody" ? own : roleIn(request.role);
    if (own === "nobody" || rank(role) > rank(own)) {
      throw new ConnectError(
        `${user} is ${own} and cannot make a token for ${role} – use a lower role`,
        Code.PermissionDenied,
      );
    }
    const lifetime = request.lifetime && durationMs(request.lifetime);
    if (lifetime !== undefined && lifetime <= 0) {
      throw wrongField(
        "lifetime",
        "the lifetime is not positive",
        'use seconds, for example "86400s"',
      );
    }
    const { token, secret } = await auth.tokens.make({
      user,
      role,
      description: request.description,
      session: false,
      ...(lifetime === undefined ? {} : { lifetimeMicroseconds: lifetime * 1000 }),
    });
    note(ports, "tokenCreated", `token ${token.id}`, `${user} made a token for ${role}`, call);
    return { token: tokenMessage(token), secret };
  });
  methods.unary(method.deleteToken, async ({ id }, call) => {
    if (!seen(call).some((token) => token.id === id)) {
      throw refuse("notFound", [{
        field: "id",
        problem: `there is no token "${id}"`,
        fix: 'see "cairn get tokens"',
      }]);
    }
    await auth.tokens.remove(id);
    note(ports, "tokenDeleted", `token ${id}`, `Token ${id} deleted`, call);
    return {};
  });
}

const tokenMessage = (token: TokenRecord): MessageInitShape<typeof TokenSchema> =>
  messageOf(TokenSchema, token);

function roleIn(word: string): Role {
  if (isRole(word)) return word;
  throw wrongField("role", `role is "${word}"`, "use viewer, operator or admin");
}

function userOf(auth: Auth, name: string): UserRecord {
  const user = auth.users.get(name);
  if (user !== undefined) return user;
  throw refuse("notFound", [{
    field: "name",
    problem: `there is no user "${name}"`,
    fix: 'see "cairn get users"',
  }]);
}

function keepAnAdmin(auth: Auth, user: UserRecord): void {
  const admins = [...auth.users.values()].filter((each) => each.role === "admin");
  if (user.role !== "admin" || admins.length > 1) return;
  throw refuse("failedPrecondition", [{
    field: "name",
    problem: `${user.name} is the only admin`,
    fix: "make another admin first",
  }]);
}

function note(ports: Ports, kind: Notice["kind"], subject: string, title: string, call: Call) {
  const by = `${call.caller.user}@${call.from}`;
  ports.notices.note({ severity: "info", kind, subject, title, by });
}
