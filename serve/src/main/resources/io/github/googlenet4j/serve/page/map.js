// The map of where the model looked, over the picture.

// Nine colours of matplotlib's viridis, as in the pictures that "googlenet explain" writes.
const STOPS = [0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xfde725];
const SIDE = 224;

function colour(share) {
  const place = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
  const first = Math.min(STOPS.length - 2, Math.floor(place));
  const rest = place - first;
  return [16, 8, 0].map((shift) =>
    Math.round(((STOPS[first] >> shift) & 255) * (1 - rest) + ((STOPS[first + 1] >> shift) & 255) * rest));
}

/** The value at a place from 0 to 1, bilinear between the centres of cells. */
function at(rows, x, y) {
  const column = Math.max(0, Math.min(rows[0].length - 1, x * rows[0].length - 0.5));
  const row = Math.max(0, Math.min(rows.length - 1, y * rows.length - 0.5));
  const left = Math.floor(column);
  const upper = Math.floor(row);
  const right = Math.min(left + 1, rows[0].length - 1);
  const lower = Math.min(upper + 1, rows.length - 1);
  const across = column - left;
  const above = rows[upper][left] * (1 - across) + rows[upper][right] * across;
  const below = rows[lower][left] * (1 - across) + rows[lower][right] * across;
  return above * (1 - (row - upper)) + below * (row - upper);
}

/** The part of a picture that the network sees, in its pixels: left, top, width, height. */
export function seen(preparation, width, height) {
  let across = preparation.resize;
  let down = preparation.resize;
  if (preparation.fit === "short_side") {
    const scale = preparation.resize / Math.min(width, height);
    across = Math.floor(width * scale);
    down = Math.floor(height * scale);
  }
  const crop = preparation.crop;
  return [
    (Math.round((across - crop) / 2) * width) / across,
    (Math.round((down - crop) / 2) * height) / down,
    (crop * width) / across,
    (crop * height) / down,
  ];
}

/** A canvas as large as the picture, or smaller in its shape, with the map where the network looked. */
export function draw(rows, preparation, width, height) {
  const square = document.createElement("canvas");
  square.width = SIDE;
  square.height = SIDE;
  const context = square.getContext("2d");
  const pixels = context.createImageData(SIDE, SIDE);
  const values = rows.flat();
  const least = Math.min(...values);
  const range = Math.max(1e-30, Math.max(...values) - least);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const share = (at(rows, (x + 0.5) / SIDE, (y + 0.5) / SIDE) - least) / range;
      pixels.data.set([...colour(share), 255], 4 * (y * SIDE + x));
    }
  }
  context.putImageData(pixels, 0, 0);

  const scale = Math.min(1, 960 / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const [left, top, across, down] = seen(preparation, width, height).map((value) => value * scale);
  canvas.getContext("2d").drawImage(square, left, top, across, down);
  return canvas;
}
