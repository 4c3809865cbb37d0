/**
 * Server: a language model behind an interface like OpenAI's completions, as a `TextModel`.
 * In: an address. Out: texts and exact log-probabilities, or an error that says what the server does instead.
 */
export { openServer, type Server, type ServerOptions, serverKey } from "./open.ts";
