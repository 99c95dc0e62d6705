// A picture from the camera: in the page where the browser lends it, otherwise through the phone's own program.
import { byId } from "./dom.js";

let stream = null;

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}

/** Makes the button work; take gets each picture as a file. */
export function connect(take) {
  const dialog = byId("camera");
  const video = byId("viewfinder");

  byId("photograph").addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch { // no camera, no permission, or no safe connection, over which browsers lend none
      byId("shot").click();
      return;
    }
    video.srcObject = stream;
    dialog.showModal();
    await video.play();
  });

  byId("shoot").addEventListener("click", () => {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    if (canvas.width === 0) {
      return; // the camera has not begun
    }
    canvas.getContext("2d").drawImage(video, 0, 0);
    canvas.toBlob((blob) => take(new File([blob], "photograph.jpg", { type: "image/jpeg" })), "image/jpeg", 0.95);
    dialog.close();
  });

  byId("leave").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", stop);
}
