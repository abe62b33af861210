// Runs before the first paint, so that the page never flashes in the wrong theme. lib/theme.ts is its other half.
(function () {
  var chosen = null;
  var fonts = null;
  try {
    chosen = localStorage.getItem('tailrace.theme');
    fonts = localStorage.getItem('tailrace.fonts');
  } catch {
    // Storage may be forbidden; the system's theme is then the answer.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  // Fonts that were fetched on an earlier visit; lib/fonts.ts is the other half.
  if (/^\/assets\/[\w.-]+\.css$/.test(fonts)) {
    var link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = fonts;
    document.head.append(link);
  }
})();
