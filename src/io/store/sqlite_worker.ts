/** The worker behind sqlite_store.ts: takes all requests that have gathered, and commits them with one fsync. */
/// <reference lib="deno.worker" />
import { type Columns, type Database, openDatabase } from "./sqlite_database.ts";
import type { Outcome, Request } from "./sqlite_protocol.ts";

const worker = self as unknown as DedicatedWorkerGlobalScope;
let database: Database | undefined;
let path = "";
let gathered: Request[] = [];

worker.onmessage = ({ data }: MessageEvent<Request>) => {
  gathered.push(data);
  if (gathered.length === 1) setImmediate(work); // a timer waits 2 ms longer
};

function work(): void {
  const requests = gathered;
  gathered = [];
  const outcomes: Outcome[] = [];
  for (let i = 0; i < requests.length;) {
    const group = [];
    while (i < requests.length && requests[i]!.call === "commit") group.push(requests[i++]!);
    if (group.length > 0) outcomes.push(...commit(group));
    else outcomes.push(answer(requests[i++]!));
  }
  worker.postMessage(outcomes);
  if (database === undefined && requests.some(({ call }) => call === "close")) worker.close();
}

/** All of a group or none: the order of what is durable is the order of the requests. */
function commit(group: readonly Request[]): Outcome[] {
  try {
    const rows = group.flatMap((request) => request.call === "commit" ? request.rows : []);
    opened().commit(rows);
    return group.map(({ id }) => ({ id, ok: true }));
  } catch (error) {
    if (/I\/O error/.test(words(error))) letGo();
    return group.map(({ id }) => ({ id, ok: false, error: words(error) }));
  }
}
/** After an error of the disk nothing that is in memory can be trusted: the next request opens the file anew. */
function letGo(): void {
  try {
    database?.close();
  } catch { // it is as closed as it can be
  }
  database = undefined;
}

function answer(request: Request): Outcome {
  const { id } = request;
  try {
    return { id, ok: true, value: perform(request) };
  } catch (error) {
    return { id, ok: false, error: words(error) };
  }
}
function perform(request: Request): unknown {
  switch (request.call) {
    case "open":
      path = request.file;
      database = openDatabase(path, request.mustHold);
      return database.copy;
    case "load":
      return opened().load();
    case "commit":
      return opened().commit(request.rows);
    case "run":
      return opened().run(request.statements) as readonly (readonly Columns[])[];
    case "backup":
      return opened().backup(request.file, request.about);
    case "close":
      database?.close();
      database = undefined;
      return undefined;
  }
}
function opened(): Database {
  if (path === "") throw new Error("the database is not open");
  database ??= openDatabase(path, true);
  return database;
}
const words = (error: unknown): string => error instanceof Error ? error.message : String(error);
