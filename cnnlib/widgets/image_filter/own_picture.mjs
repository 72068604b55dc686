// The reader's own picture: from a file, dropped here, or from the camera. It stays in this page:
// nothing here sends or stores it, and no trait holds it.
import { h, set, text } from "../kit/dom.mjs";
import { greys } from "../engine/raster.mjs";

const SIDE = 256; // pixels at most

/** An image, bitmap or video of some width and height as grey pixels: {pixels, size}. */
function sample(source, width, height) {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  const [columns, rows] = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
  const canvas = h("canvas", { width: columns, height: rows });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff"; // behind what is transparent
  context.fillRect(0, 0, columns, rows);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, columns, rows);
  return { pixels: greys(context.getImageData(0, 0, columns, rows).data), size: [rows, columns] };
}

/** The bytes of a picture file as grey pixels. */
export async function decode(blob) {
  const bitmap = await createImageBitmap(blob);
  const picture = sample(bitmap, bitmap.width, bitmap.height);
  bitmap.close();
  return picture;
}

const NO_CAMERA = "There is no camera here: choose a picture instead.";
const WHY = {
  NotAllowedError: "The camera was not allowed: allow it in the browser’s settings for this page, or choose a picture.",
  NotReadableError: "Another program holds the camera: close it and try again, or choose a picture.",
};

/** onPicture(picture, name), with nulls for the photograph again; catcher: where files may be dropped. */
export function ownPicture({ onPicture, complain, catcher }) {
  let stream = null;
  let [asking, ended, own] = [false, false, false];

  const input = h("input", { type: "file", accept: "image/*", hidden: true, "aria-label": "Picture file", onchange: () => {
    read(input.files[0]);
    input.value = ""; // so that the same file can be chosen again
  } });
  const video = h("video", { hidden: true, "aria-label": "What the camera sees", playsinline: true });
  video.muted = true;
  const button = (name, onclick) => h("button", { type: "button", onclick }, name);
  const choose = button("Choose a picture", () => input.click());
  const camera = button("Use the camera", () => (stream ? shoot() : start()));
  const back = button("Back to the photograph", () => (stream ? stop() : onPicture(null, null)));
  const root = h("div", { class: "cnn-own" }, choose, camera, back, input,
    h("span", {}, "Pictures never leave your browser."));

  async function read(file) {
    if (!file) return;
    try {
      const picture = await decode(file);
      if (ended) return;
      stop();
      onPicture(picture, "Your picture");
    } catch {
      const name = file.name.length > 30 ? `${file.name.slice(0, 30)}…` : file.name;
      complain(`“${name}” is not a picture that this browser can read: try a JPEG or PNG file.`);
    }
  }

  async function start() {
    if (asking) return;
    complain("");
    if (!navigator.mediaDevices?.getUserMedia) return complain(NO_CAMERA);
    asking = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: true });
      if (ended) return stop(); // the widget went while the browser asked
      video.srcObject = stream;
      await video.play();
      show();
    } catch (error) {
      stop();
      complain(WHY[error.name] ?? NO_CAMERA);
    } finally {
      asking = false;
    }
  }

  function shoot() {
    const picture = sample(video, video.videoWidth, video.videoHeight);
    stop();
    onPicture(picture, "Your picture");
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = video.srcObject = null;
    show();
  }

  function show() {
    const live = stream !== null;
    if (!live && !own && document.activeElement === back) camera.focus(); // the button goes, the focus stays
    set(video, "hidden", !live);
    set(choose, "hidden", live);
    set(back, "hidden", !live && !own);
    text(camera, live ? "Take the picture" : "Use the camera");
    text(back, live ? "Stop the camera" : "Back to the photograph");
  }

  const dropped = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    set(catcher, "data-over", event.type === "dragover");
    if (event.type === "drop") read(event.dataTransfer.files[0]);
  };
  for (const type of ["dragover", "dragleave", "drop"]) catcher.addEventListener(type, dropped);

  show();
  return {
    root, video,
    draw: (isOwn) => { own = isOwn; show(); },
    end: () => { ended = true; stop(); },
  };
}
