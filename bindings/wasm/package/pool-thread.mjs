import { parentPort } from 'node:worker_threads';

import { serve } from './pool-serve.mjs';

parentPort.on('message', (message) => {
  const answer = serve(message);
  parentPort.postMessage(answer, answer.result ? [answer.result.buffer] : []);
});
