import { serve } from './pool-serve.mjs';

addEventListener('message', ({ data }) => {
  const answer = serve(data);
  postMessage(answer, answer.result ? [answer.result.buffer] : []);
});
