// Figures: as a person types them, and as a language writes them.

const USUAL = { group: ",", point: "." };
const DUTCH = { group: ".", point: "," };

/**
 * A figure that a person typed, in the manner of the interface's language: 1,500.5 in English, 1.500,5 in Dutch.
 * @param {string} typed
 * @param {string} language
 * @returns {number|string} what was typed, where that is no plain figure: the service says what is wrong with it
 */
export function figureOf(typed, language) {
  const { group, point } = language === "nl" ? DUTCH : USUAL;
  const latin = typed
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replaceAll("٬", group)
    .replaceAll("٫", point)
    .replace(/^−/, "-");
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`);
  const marked = new RegExp(`^-?\\d+\\${point}\\d+$`);
  if (grouped.test(latin) || marked.test(latin)) {
    return Number(latin.replaceAll(group, "").replace(point, "."));
  }
  return /^-?\d+(\.\d+)?$/.test(latin) ? Number(latin) : typed;
}

/**
 * Figures as a language writes them, all their digits kept.
 * @param {string} figures one, or several with commas and spaces between them
 * @param {string} language
 * @returns {string}
 */
export function written(figures, language) {
  const format = new Intl.NumberFormat(`${language}-u-nu-latn`, { maximumFractionDigits: 20 });
  return figures
    .split(", ")
    .map((each) => (/^-?\d+(\.\d+)?$/.test(each) ? format.format(each) : each))
    .join("; ");
}

/**
 * An expression of figures as a language writes them, where it has them in the English manner.
 * @param {string} expression such as `(2,000,000 − 50,000) ÷ 2,000,000 = 0.975`
 * @param {string} language
 * @returns {string}
 */
export function expressed(expression, language) {
  return expression.replace(/\d[\d,]*(\.\d+)?/g, (figure, fraction) => {
    const digits = fraction ? fraction.length - 1 : 0;
    const format = new Intl.NumberFormat(`${language}-u-nu-latn`, { minimumFractionDigits: digits, maximumFractionDigits: 20 });
    return format.format(figure.replaceAll(",", ""));
  });
}
