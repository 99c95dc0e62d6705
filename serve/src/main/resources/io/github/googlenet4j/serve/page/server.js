// What the page asks of the server.

let token = "";

/** Sends this token from now on. */
export function useToken(value) {
  token = value;
}

/** Whether requests carry a token. */
export const hasToken = () => token !== "";

/** The server refused the request for want of a token. */
export class Locked extends Error {}

async function call(path, options = {}) {
  const headers = { Accept: "application/json" };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const response = await fetch(path, { ...options, headers, cache: "no-store" });
  if (response.status === 401) {
    throw new Locked();
  }
  const text = await response.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Error(`The server answered with status ${response.status}.`);
  }
  if (!response.ok) {
    throw new Error(body.error ?? `The server answered with status ${response.status}.`);
  }
  return body;
}

/** The models' names. */
export const models = async () => (await call("page/models")).models;

/** What a model file says of itself. */
export const card = (model) => call(`page/models/${encodeURIComponent(model)}`);

/** The path of a request, for this page and for the lines to copy. */
export function predictPath(model, top, explain) {
  const query = new URLSearchParams({ model, top });
  if (explain) {
    query.set("explain", "cam");
  }
  return `predict?${query}`;
}

/** The labels of a picture, with a map of where the model looked. */
export const predict = (picture, model, top, explain) =>
  call(predictPath(model, top, explain), { method: "POST", body: picture });
