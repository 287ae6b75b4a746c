/** The version of the program, as `cairn version`, the journal and /v1/status show it. */
export const VERSION = "0.1.0";

/** What it runs on: "deno 2.9.6, linux x86_64". */
export const RUNTIME = `deno ${Deno.version.deno}, ${Deno.build.os} ${Deno.build.arch}`;
