// Runs before the first paint: light or dark as the reader chose, else as the system says. Keeps both without a flash. Paper is light.
(() => {
  const read = () => (document.cookie.match(/(?:^|; )theme=(light|dark|auto)/) || [])[1] || "auto";
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");
  const show = ({type} = {}) => {
    const choice = read(), isOnPaper = type === "beforeprint" || (type !== "afterprint" && paper.matches);
    const theme = isOnPaper ? "light" : choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
    document.documentElement.setAttribute("data-bs-theme", theme);
    document.documentElement.setAttribute("data-theme-choice", choice);
  };
  [dark, paper].forEach((one) => one.addEventListener("change", show));
  ["beforeprint", "afterprint"].forEach((name) => addEventListener(name, show));
  show();
  window.autoboxTheme = {
    choose(choice) {
      document.cookie = `theme=${choice}; path=/; max-age=31536000; samesite=lax`;
      show();
    },
    next() {
      const order = ["auto", "light", "dark"];
      this.choose(order[(order.indexOf(read()) + 1) % order.length]);
      return read();
    },
  };
})();
