/** What every benchmark hands back: a table for people, a verdict, and its figures for the JSON file. */
export type BenchResult = { table: string; passed: boolean } & Record<string, unknown>;
