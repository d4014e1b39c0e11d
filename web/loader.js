// Starts the module. A file of its own, because the content security policy allows no inline script.
// The build writes the addresses and the module's integrity hash into the meta element (see Trunk.toml).

const SORRY = {
  en: "The playground could not be loaded. Please reload the page; if that does not help, try a current browser.",
  ko: "플레이그라운드를 불러오지 못했습니다. 페이지를 새로 고쳐 주세요. 그래도 안 되면 최신 브라우저를 사용해 주세요.",
};

const { dataset } = document.querySelector('meta[name="queue-playground"]');
const at = (path) => new URL(path, document.baseURI);

try {
  const { default: start } = await import(at(dataset.script));
  // `integrity` is checked here: on a preload link browsers ignore it, and say so on the console.
  const module = fetch(at(dataset.module), dataset.integrity ? { integrity: dataset.integrity } : {});
  await start({ module_or_path: module });
} catch (reason) {
  console.error(reason);
  // Only when nothing is on the page yet: a playground that has started shows its own errors.
  const app = document.getElementById("app");
  if (app.childElementCount === 0) {
    app.setAttribute("role", "alert");
    app.textContent = navigator.language.startsWith("ko") ? SORRY.ko : SORRY.en;
  }
}
