// What the shop's rows are made of: names and places with the letters that real ones have.

export const COUNTRIES = ['DE', 'FR', 'IT', 'ES', 'PL', 'SE', 'GR', 'CZ', 'PT', 'FI'] as const;

export const FIRST_NAMES = [
  'Anna',
  'Łukasz',
  'Zoë',
  'José',
  'Ingrid',
  'Δημήτρης',
  'Céline',
  'Jörg',
  'Åsa',
  'Mateusz',
  'Chiara',
  'Søren',
  'Éva',
  'Björn',
  'Ольга',
  'Inês',
] as const;

export const LAST_NAMES = [
  'Müller',
  'Nowak',
  "O'Neill",
  'García',
  'Lindström',
  'Παπαδόπουλος',
  'Dvořák',
  'Rossi',
  'Lefèvre',
  'Virtanen',
  'São João',
  'Kowalska',
  'Weiß',
  'Иванова',
] as const;

export const CATEGORIES = ['kitchen', 'garden', 'books', 'toys', 'electronics', 'outdoor'] as const;
export const ADJECTIVES = [
  'Quiet',
  'Folding',
  'Solar',
  'Little',
  'Copper',
  'Nordic',
  'Magnetic',
  'Café',
] as const;
export const THINGS = [
  'lamp',
  'kettle',
  'bench',
  'puzzle',
  'tent',
  'radio',
  'notebook',
  'spade',
  'compass',
] as const;
export const TAGS = ['new', 'sale', 'fragile', 'bulky', 'gift', 'überraschung'] as const;

/** In the order in which an order goes through them; a cancelled one stays so. */
export const STATUSES = ['new', 'paid', 'shipped', 'delivered'] as const;

export const NOTES = [
  'Please ring twice 🔔',
  'Gift wrap, no prices on the slip',
  'Leave with the neighbour; "Müller", 2nd floor',
  'Lieferung erst ab Donnerstag',
  'line one\nline two',
  '包装要结实',
] as const;
