// What an answer means for an item of the outbox. Told apart: taken, refused, overtaken, signed out, and not dealt with.
import { word } from "../words.js";
import { stranger } from "./net.js";

/** Answers of a gateway whose server is away, and of a server that is: nobody gets through for now. */
const AWAY = new Set([502, 503, 504]);

/** … and of a form that is not given out any more either: not to this account, or to nobody. */
const FORMLESS = new Set([403, 404, 410]);

const later = (reason, more = {}) => ({ state: "waiting", reason, ...more });

/** No answer at all: perhaps the server has it, so it is repeated under the same key. */
export const unanswered = () => later(word(navigator.onLine ? "unanswered" : "noNetwork"), { isOver: true });

export const signedOut = (reason) => ({ state: "signed_out", reason, isOver: true });

/** Somebody else signed in on this device meanwhile: it waits for its owner. */
export const ofAnother = (name = "") => ({ ...signedOut(name ? word("otherAccount").replace("{name}", name) : word("otherAccountUnnamed")), isOthers: true });

/** Our refusals are documents with a code. What refuses otherwise stands on the way to us, and has decided nothing. */
const isOurs = ({ headers, body }) => (headers.get("Content-Type") ?? "").includes("problem+json") && typeof body?.code === "string";

/** A conflict is ours alone to tell: without our code it is no word about what was sent. */
const ON_THE_WAY = { 401: "wayRefused", 403: "wayRefused", 407: "wayRefused", 404: "wayMissing", 410: "wayMissing", 409: "elsewhere", 412: "elsewhere", 413: "wayTooLarge" };

/** A network that lets nobody through before a sign-in of its own: it says so (511, RFC 6585), leads to its page, or puts it in the
 * place of the answer. Our server answers a sending with a document, and never with a redirect. */
const isPortal = ({ status, isElsewhere, body }) => isElsewhere || status === 511 || (status < 400 && (body === null || typeof body !== "object"));

export const isBehindPortal = () => stranger !== null && isPortal(stranger);

const secondsOf = (answer) => Number(answer.headers.get("Retry-After")) || 0;

/** Not about the item: a token of the page that ran out under our hands, a password or a second factor that is due first. */
const isInTheWay = ({ code, detail = "" }) => ["form_token", "password_change_required", "second_factor_required"].includes(code) || detail.includes("CSRF");

/** ``errors`` names a key that was used for other contents: an earlier sending of this item did arrive. */
const isClash = (errors) => "Idempotency-Key" in (errors ?? {});

/** What was said to a photo, told with its name at its field; one that cannot be taken at all is taken out there. */
export function ofPart(verdict, { part, answer }) {
  if (part && verdict.isOnTheWay) return { ...verdict, reason: `${part.name}: ${verdict.reason}` };
  if (!part || verdict.state !== "refused") return verdict;
  const said = Object.values(verdict.errors).flat().join(" ") || verdict.reason;
  const sentence = `${part.name}: ${said}`;
  return { ...verdict, reason: sentence, errors: { [part.field]: [sentence] }, part: answer.status === 422 ? part.id : "" };
}

export function verdictOn(answer) {
  const { status } = answer;
  const said = answer.body ?? {};
  const reason = said.detail || said.title || "";
  if (status === 200 && said.location !== undefined && said.complete !== false) return { state: "stored", location: said.location };
  if (isPortal(answer)) return later(word("portal"), { isOver: true });
  if (status >= 400 && status < 500 && status !== 429 && !isOurs(answer)) return later(word(ON_THE_WAY[status] ?? "wayFailed"), { isOnTheWay: true });
  if (said.code === "broken_off") return later(word("unanswered"));
  if (status === 401 || said.code === "not_authenticated") return signedOut(word("signInAgain"));
  if (status === 409 && said.code === "other_account") return ofAnother();
  if ((status === 409 && said.code === "parts_missing") || said.complete === false) return { state: "parts", parts: said.parts ?? [] };
  if ((status === 409 || status === 412) && said.code === "busy") return later(reason, { seconds: secondsOf(answer) });
  if (status === 409 || status === 412) return { state: "conflict", reason, changes: said.changes ?? [], version: said.version ?? null, isPossible: said.is_possible ?? true };
  if (status === 403 && isInTheWay(said)) return later(reason, { isOver: true });
  if (status === 422 && isClash(said.errors)) return { state: "refused", reason: word("arrivedBefore"), errors: {}, isClash: true, location: said.location };
  if (status === 422) return { state: "refused", reason: reason || word("invalid"), errors: said.errors ?? {} };
  if (status === 429) return later(word("throttled"), { seconds: secondsOf(answer), isOver: true });
  if (AWAY.has(status)) return later(word("serverAway"), { seconds: secondsOf(answer), isOver: true });
  if (status >= 500) return later(word("serverFault"));
  if (status >= 400) return { state: "refused", reason: reason || word({ 403: "refused", 404: "missing", 413: "tooLarge" }[status] ?? "failed"), errors: {}, isPossible: !FORMLESS.has(status) };
  return later(word("elsewhere"), { isOver: true });
}

/** The server was not there when it was asked who we are: what answered in its place, if anything, tells why. */
export function unreached() {
  const verdict = stranger ? verdictOn(stranger) : unanswered();
  return verdict.state === "waiting" ? { ...verdict, isOver: true } : unanswered();
}
