/** The version of the program, as `cairn version`, the journal and /v1/status show it. */
export const VERSION = "0.1.0";
