/** How the Explorer becomes files: relative addresses, so that it works below any prefix; nothing in place, for the content security policy. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const SERVER = process.env.OPEN_EGMS_SERVER ?? 'http://127.0.0.1:5000';
/** What `npm run explorer` fetches from a running server. */
const SERVED = ['/collections', '/tiles', '/map-tiles', '/processes', '/jobs', '/health', '/explorer/config.json'];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: {
    outDir: fileURLToPath(new URL('../dist/explorer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Images in place would need data: addresses in more places than the policy gives them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The map alone is above the usual warning; test/explorer keeps the sum in sight.
    chunkSizeWarningLimit: 1300,
    reportCompressedSize: false,
  },
  server: { proxy: Object.fromEntries(SERVED.map((path) => [path, { target: SERVER, changeOrigin: false }])) },
});
