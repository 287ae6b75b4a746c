/** What the two OPENs agreed on, as far as reading and writing messages depend on it. */
export interface SessionForm {
  /** AS numbers in AS_PATH have four octets (RFC 6793 §4). */
  readonly fourOctetAsn: boolean;
  /** The peer is of our own AS: LOCAL_PREF, ORIGINATOR_ID and CLUSTER_LIST mean something. */
  readonly internal: boolean;
  /** A path identifier stands before each BGP-LS NLRI (RFC 7911 §3). */
  readonly addPath: boolean;
}

/** For bytes without their session (a file, a capture): what nearly every session agrees on. */
export const USUAL_FORM: SessionForm = { fourOctetAsn: true, internal: true, addPath: false };
