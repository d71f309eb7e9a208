import { config } from 'zod';

// zod asks whether it may compile code by trying to. The Content-Security-Policy refuses, and reports it each time.
config({ jitless: true });
