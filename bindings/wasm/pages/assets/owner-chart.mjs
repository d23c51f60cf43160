// Arrivals and occupancy of a day, drawn without a library.

import { drawing, element } from './dom.mjs';
import { clockTime } from './texts.mjs';

/** How many people are there at a moment. */
export function occupancy(visits, moment) {
  return visits
    .filter(({ arrival, departure }) => arrival <= moment && (departure === undefined || departure > moment))
    .reduce((sum, { companions }) => sum + 1 + companions, 0);
}

/** Bars for the people who arrived in each hour, and a line for those who were there. */
export function dayChart(visits, { notBefore, notAfter }, now, words) {
  const hours = Math.ceil((notAfter - notBefore) / 3600);
  const columns = Array.from({ length: Math.min(hours, 31 * 24) }, (_, hour) => {
    const start = notBefore + hour * 3600;
    const inHour = visits.filter(({ arrival }) => arrival >= start && arrival < start + 3600);
    return { start, arrived: inHour.reduce((sum, { companions }) => sum + 1 + companions, 0) };
  }).filter(({ start }) => start <= now);
  const levels = columns.map(({ start }) => occupancy(visits, Math.min(start + 3599, now)));
  const most = Math.max(1, ...levels, ...columns.map(({ arrived }) => arrived));
  const width = 100 / Math.max(1, columns.length);
  const height = (count) => (count / most) * 40;
  const bars = columns.map(({ arrived }, place) => ['rect', {
    class: 'bar', x: place * width + width * 0.15, y: 45 - height(arrived), width: width * 0.7, height: height(arrived),
  }]);
  const points = levels.map((level, place) => `${(place + 0.5) * width},${45 - height(level)}`);
  const shapes = [...bars, ['polyline', { class: 'level', points: points.join(' ') }], ['path', { class: 'axis', d: 'M0 45 H100' }]];
  const people = columns.reduce((sum, { arrived }) => sum + arrived, 0);
  const label = words.chart(people, Math.max(0, ...levels));
  const chart = drawing(100, shapes, { viewBox: '0 0 100 48', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const ends = element('p', { class: 'ends hint', 'aria-hidden': 'true' }, element('span', {}, clockTime(notBefore)), element('span', {}, clockTime(Math.min(now, notAfter))));
  return element('figure', { class: 'chart' }, chart, ends, element('figcaption', {}, label));
}
