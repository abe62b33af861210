// Runs before the first paint, so that the page never flashes in the wrong theme. lib/theme.ts is its other half.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('tailrace.theme');
  } catch {
    // Storage may be forbidden; the system's theme is then the answer.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
