// The product's fonts follow the first picture, which is drawn in a font of the machine with the same measures (`Inter Fallback` in
// ui/tokens.css), so that nothing moves. From the second visit on they are in the cache, and public/theme.js asks for them at once.
import address from '../ui/fonts.css?url';

const KEY = 'tailrace.fonts';

export function loadFonts(): void {
  if (document.querySelector(`link[href="${address}"]`) !== null) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  link.addEventListener('load', () => {
    try {
      localStorage.setItem(KEY, address);
    } catch {
      // Without storage every visit is the first.
    }
  });
  document.head.append(link);
}
