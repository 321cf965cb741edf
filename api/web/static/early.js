// Runs before the first paint, so that neither the colours nor the direction of the page jump. A classic script: a
// module would run too late. theme.js and languages.js write what is read here.
(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // storage is switched off
    }
  };
  const root = document.documentElement;
  const theme = kept("cs-answers.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  const spoken = ["en", "nl", "ar"];
  const wanted = [kept("cs-answers.language"), ...(navigator.languages ?? [])].map((tag) => tag?.slice(0, 2).toLowerCase());
  root.lang = wanted.find((code) => spoken.includes(code)) ?? "en";
  root.dir = root.lang === "ar" ? "rtl" : "ltr";
})();
