// Reading a card or a grant with the camera, where it is shown as a QR code.

import { element } from './dom.mjs';
import { cameraWords } from './owner-camera-texts.mjs';
import { Parts } from './owner-codes.mjs';

/** A button that opens the camera; `scan` finds the text in a picture, `take` is given it. */
export function cameraInput(scan, take) {
  const words = cameraWords();
  const status = element('p', { class: 'hint', role: 'status' });
  const place = element('div');
  let stream;
  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    place.replaceChildren();
    button.textContent = words.scan;
  };
  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 } } });
    } catch (error) {
      status.textContent = words.errors[PROBLEMS[error?.name] ?? 'none'];
      return;
    }
    const video = element('video', { playsinline: true, muted: true, class: 'camera', 'aria-label': words.picture });
    video.muted = true;
    video.srcObject = stream;
    place.replaceChildren(video);
    [status.textContent, button.textContent] = [words.looking, words.stop];
    const mine = stream;
    await video.play().catch(() => {});
    const isWanted = () => stream === mine && video.isConnected;
    const found = await look(video, scan, isWanted, (read, count) => (status.textContent = words.parts(read, count)));
    if (stream !== mine) return;
    stop();
    status.textContent = found === undefined ? '' : words.read;
    if (found !== undefined) await take(found);
  };
  const press = () => {
    if (!stream) return void begin();
    stop();
    status.textContent = '';
  };
  const button = element('button', { type: 'button', click: press }, words.scan);
  return element('div', { class: 'field' }, button, status, place);
}

/** The bytes of a card that was copied or scanned as text; none if it is no such text. */
export function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text.trim().replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/** The same the other way round. */
export function textOf(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Looks at one picture after the other, as long as it is wanted and until the text is whole. */
async function look(video, scan, isWanted, progress) {
  const parts = new Parts();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  while (isWanted()) {
    if (video.videoWidth > 0) {
      const scale = Math.min(1, MOST_PIXELS / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      const seen = await scan({ data, width, height }).catch(() => undefined);
      const { text, read, count } = seen === undefined ? {} : parts.take(seen);
      if (text !== undefined) return text;
      if (read) progress(read, count);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}

/** What browsers say when there is no picture. */
const PROBLEMS = { NotAllowedError: 'refused', SecurityError: 'refused', NotReadableError: 'busy', AbortError: 'busy' };
/** Larger pictures take longer and show no more. */
const MOST_PIXELS = 1280;
