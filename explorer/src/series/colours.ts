/** Colours of the points that are compared: told apart with every common kind of colour vision, on light and on dark (after Okabe and Ito). */
const LIGHT = ['#0072b2', '#c04a00', '#007a5a', '#a3397f', '#7a5c00', '#1f2a30', '#3f8fc4', '#8a3b12'];
const DARK = ['#56b4e9', '#f0913f', '#2ec99a', '#dd8fc2', '#e6c229', '#e8eef1', '#8fd0f5', '#e0a98a'];

export const curveColour = (index: number, isDark: boolean): string => (isDark ? DARK : LIGHT)[index % LIGHT.length];
