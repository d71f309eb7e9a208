import { homedir } from 'node:os';
import { join } from 'node:path';

/** Kanhu's folder in the user's cache directory, shared by all clones on the machine. */
export const userCache = (env = process.env) => join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kanhu');
