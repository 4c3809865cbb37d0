/**
 * Pulls: what a pull request may change, what its check found, and what is said of it.
 * In: lists of changed files, a report written where strangers' code ran, what the host's API answers. Out: kinds, checked reports, a comment,
 * a queue. Every text that is not ours is checked for its shape, and shown as code.
 */
export { commentMark, commentOf } from "./comment.ts";
export { changesOfFiles, confirmed, type PullFacts, pullFactsSchema, pullFileSchema } from "./facts.ts";
export { type FileChange, kindOf, type PullKind, parseChanges } from "./kind.ts";
export { type Queue, type QueueLine, queueOf, queueStates, readQueue } from "./queue.ts";
export { type PullReport, type PullRow, pullReportSchema, pullStates, readPullReport } from "./report.ts";
export { readSkepticalReport, type SkepticalReport } from "./skeptical.ts";
