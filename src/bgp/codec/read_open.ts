/** OPEN from bytes (RFC 4271 §4.2, RFC 5492 §4, RFC 9072 §2). What it says is judged by the session. */
import type { Reader } from "../../wire/reader.ts";
import { WireError } from "../../wire/error.ts";
import { capabilities, type Capability, OPEN_PARAMETERS } from "../registry/capabilities.ts";
import { badOpen, SessionFault } from "./fault.ts";
import type { OpenMessage } from "./message.ts";

/** The body of an OPEN, to the end of `r`. Throws SessionFault with 2/0 or 2/4. */
export function readOpen(r: Reader): OpenMessage {
  try {
    const version = r.u8(), asn = r.u16(), holdTimeSeconds = r.u16(), bgpIdentifier = r.u32();
    const found = readParameters(r);
    return { kind: "open", version, asn, holdTimeSeconds, bgpIdentifier, capabilities: found };
  } catch (e) {
    if (e instanceof WireError) throw new SessionFault(badOpen(0, `malformed OPEN: ${e.detail}`));
    throw e;
  }
}

/** All capabilities of all parameters: peers send one parameter each, or all in one. */
function readParameters(r: Reader): readonly Capability[] {
  const out: Capability[] = [];
  let length = r.u8();
  const extended = length !== 0 && r.remaining > 0 && r.bytes[r.at] === EXTENDED;
  if (extended) {
    r.skip(1);
    length = r.u16();
  }
  const outer = r.enter(length);
  while (r.at < r.end) {
    const type = r.u8();
    const inner = r.enter(extended ? r.u16() : r.u8());
    if (type !== OPEN_PARAMETERS.capabilities.type) {
      throw new SessionFault(badOpen(4, `optional parameter ${type} is unknown`));
    }
    out.push(...capabilities.read(r));
    r.leave(inner);
  }
  r.leave(outer);
  r.leave(r.bytes.length);
  return out;
}

const EXTENDED = OPEN_PARAMETERS.extendedLength.type;
