/** Whether node_modules holds what the lock says, by our own record. */
export declare const isInstalled: (root: string) => boolean;
export declare const markInstalled: (root: string) => void;
/** Whether npm's record in node_modules says so. */
export declare const matchesLock: (root: string) => boolean;
