import type { UserConfig } from 'vite';

export default {
  root: 'web-client',
  // Whoever starts the build, a test run included, what is built is what is served: never a library's development files.
  resolve: { conditions: ['module', 'browser', 'production'] },
  build: {
    outDir: '../dist/web-client',
    emptyOutDir: true,
    // Small files inlined as data: URIs would be refused by the Content-Security-Policy.
    assetsInlineLimit: 0,
    // Every browser that runs these components preloads modules itself.
    modulePreload: { polyfill: false },
  },
} satisfies UserConfig;
