/** Times of the API as microseconds since 1970, the one form that pages count with. */
import type { Timestamp } from "@bufbuild/protobuf/wkt";

export function micros(time: Timestamp | undefined): number | undefined {
  return time === undefined ? undefined : Number(time.seconds) * 1e6 + time.nanos / 1000;
}

/** For order and ages where an absent time means "long ago". */
export const microsOr = (time: Timestamp | undefined, other = 0): number => micros(time) ?? other;
