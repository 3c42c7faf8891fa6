// Files on their way to the node: chosen or dropped, sent one after the other, resumed after a cut.

import * as api from './api.js';
import { byId, bytes } from './dom.js';

const ATTEMPTS = 6;
const STATES_ENDED = ['searchable', 'failed'];

/** Of uploads that this page sends: id to how many bytes have left. */
export const leaving = new Map();

let changed = () => {};
let suggestion = () => '';

/** @param hooks changed(): something moved; suggestion(): the stream that is looked at, or '' */
export function prepare(hooks) {
  ({ changed, suggestion } = hooks);
  byId('add').addEventListener('click', () => byId('files').click());
  byId('files').addEventListener('change', (event) => {
    choose([...event.target.files]);
    event.target.value = '';
  });
  const drop = byId('drop');
  addEventListener('dragenter', (event) => {
    if (event.dataTransfer?.types.includes('Files')) drop.hidden = false;
  });
  addEventListener('dragover', (event) => event.preventDefault());
  drop.addEventListener('dragleave', () => {
    drop.hidden = true;
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    drop.hidden = true;
    choose([...(event.dataTransfer?.files ?? [])]);
  });
}

function streamName(file) {
  const name = file.name.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return (name || 'video').slice(0, 256);
}

function choose(files) {
  if (!files.length) return;
  const dialog = byId('sending');
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const what = files.length === 1 ? files[0].name : `${files.length} files`;
  byId('sending-files').textContent = `${what}, ${bytes(total)}`;
  byId('sending-stream').value = suggestion() || streamName(files[0]);
  dialog.returnValue = '';
  dialog.onclose = () => {
    if (dialog.returnValue === 'send') sendAll(files, byId('sending-stream').value);
  };
  dialog.showModal();
  byId('sending-stream').select();
}

async function sendAll(files, stream) {
  let after;
  for (const file of files) {
    try {
      after = await send(file, stream, after);
    } catch (failure) {
      changed(failure);
      return;
    }
  }
}

async function send(file, stream, after) {
  const announced = { fileName: file.name.slice(0, 255), length: file.size, ...(after ? { after } : {}) };
  let upload = await api.createUpload(stream, announced);
  leaving.set(upload.id, 0);
  changed();
  try {
    for (let attempt = 0; upload.state === 'receiving' && upload.received < file.size; ) {
      try {
        upload = await api.append(upload.id, upload.received, file.slice(upload.received), (sent) => {
          leaving.set(upload.id, sent);
          attempt = 0;
          changed();
        });
      } catch (failure) {
        const passing = failure instanceof TypeError || [409, 503].includes(failure.document?.status);
        attempt += 1;
        if (!passing || attempt > ATTEMPTS) throw failure;
        await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
        upload = await api.upload(upload.id).catch(() => upload);
      }
    }
  } finally {
    leaving.delete(upload.id);
    changed();
  }
  return upload.id;
}

/** Of an upload: what is said of it, and how much of the way it is, 0..1 or undefined. */
export function state(upload) {
  const received = Math.max(upload.received, leaving.get(upload.id) ?? 0);
  const { mediaSeconds, mediaAnalysedSeconds, framesAnalysed, sightings } = upload.progress;
  switch (upload.state) {
    case 'receiving':
      return { text: `receiving, ${bytes(received)}${upload.length ? ` of ${bytes(upload.length)}` : ''}`, part: upload.length ? received / upload.length : undefined };
    case 'queued':
      return { text: 'waits for its turn', part: undefined };
    case 'analysing':
      return { text: `${framesAnalysed.toLocaleString()} frames, ${sightings.toLocaleString()} sightings`, part: mediaSeconds ? Math.min(1, mediaAnalysedSeconds / mediaSeconds) : undefined };
    case 'searchable':
      return { text: upload.warning || `searchable, ${sightings.toLocaleString()} sightings`, part: 1 };
    default:
      return { text: upload.error || upload.state, part: 1 };
  }
}

export const ended = (upload) => STATES_ENDED.includes(upload.state);
