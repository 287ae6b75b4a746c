/**
 * Messages a second to one router: a bucket of tokens that fills with time. What repairs a failure is let through at
 * once and only counted, so that the rest waits after it; the window of unanswered requests limits it.
 */
export interface Bucket {
  readonly at: number; // microseconds since 1970
  readonly tokens: number; // below 0: repairs were sent in advance
}
export const fullBucket = (burst: number): Bucket => ({ at: 0, tokens: burst });

/** The bucket at `now`: `perSecond` more each second, at most `burst`. */
export function filled(bucket: Bucket, now: number, perSecond: number, burst: number): Bucket {
  const more = Math.max(0, now - bucket.at) * perSecond / 1e6;
  return { at: Math.max(now, bucket.at), tokens: Math.min(burst, bucket.tokens + more) };
}

/** After one message. */
export const spend = (bucket: Bucket): Bucket => ({ at: bucket.at, tokens: bucket.tokens - 1 });

/** When there is a token: the bucket's own time if there is one. */
export function nextAt(bucket: Bucket, perSecond: number): number {
  if (bucket.tokens >= 1) return bucket.at;
  return bucket.at + Math.ceil((1 - bucket.tokens) * 1e6 / perSecond);
}
