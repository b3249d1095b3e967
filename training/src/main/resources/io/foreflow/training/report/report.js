/* Draws each chart from the table of its values: nothing but the page itself is read. */
(() => {
  'use strict';
  const DASHES = { solid: [], dashed: [8, 5], dotted: [2, 4], fit: [], upper: [], lower: [] };
  const HOURS = [1, 2, 3, 4, 6, 12, 24, 48, 72, 96, 144, 168, 288, 336, 576, 672, 2016];
  const WHOLE = [0, 1, 2, 3, 4, 5, 6].flatMap(power => [1, 2, 5].map(digit => digit * 10 ** power));
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = cell => (cell.textContent.trim() === '' ? null : Number(cell.textContent));

  /** Columns of numbers and the labels of the rows, in the order of the table. */
  function read(table) {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    return {
      names: heads.map(head => head.textContent),
      lines: heads.map(head => (head.dataset.line || '').split(' ')),
      labels: rows.map(row => row.cells[0].textContent),
      columns: heads.map((head, column) => rows.map(row => number(row.cells[column])))
    };
  }

  function series(values) {
    return values.names.map((name, i) => {
      const [style, index] = values.lines[i];
      const stroke = () => colour(`--line-${index}`);
      const line = { label: name, stroke, width: 2, dash: DASHES[style], points: { show: false },
        value: (u, value) => (value == null ? '' : String(value)) };
      if (style === 'points' || style === 'mark') {
        const many = values.columns[i].length > 600;
        return { ...line, paths: () => null, points: { show: true, size: style === 'mark' ? 10 : many ? 4 : 6,
          fill: () => colour(`--line-${index}`) + (style === 'mark' ? '' : 'b0'), width: 0 } };
      }
      if (style === 'upper') {
        const ends = at => [i + 1, i].map(end => values.columns[end][at] ?? '');
        return { ...line, width: 0.5, label: name.replace(', upper end', ''),
          value: (u, value, own, at) => (at == null ? '' : ends(at).join(' to ')) };
      }
      if (style === 'lower') {
        return { ...line, width: 0.5, class: 'bound' };
      }
      const alone = values.columns[i].filter(value => value !== null).length === 1;
      return { ...line, spanGaps: style === 'fit', points: { show: alone, size: 7 } };
    });
  }

  /** Pairs of neighbouring columns that bound an interval. */
  function bands(values) {
    return values.lines.flatMap(([style, index], i) =>
      style === 'upper' ? [{ series: [i, i + 1], fill: () => colour(`--line-${index}`) + '33' }] : []);
  }

  const widest = labels => Math.max(...(labels || []).map(label => String(label ?? '').length), 1);

  function options(figure, values, width) {
    const labelled = 'labelled' in figure.dataset;
    const square = 'square' in figure.dataset;
    const axis = { stroke: () => colour('--muted'), grid: { stroke: () => colour('--rule'), width: 1 },
      ticks: { stroke: () => colour('--rule'), width: 1 }, font: '12px system-ui, sans-serif' };
    const x = { ...axis, space: labelled ? 80 : 50 };
    if (values.columns[0].every(Number.isInteger)) {
      x.incrs = WHOLE;
    }
    if (labelled) {
      x.incrs = HOURS;
      x.values = (u, splits) => splits.map(at => values.labels[at] ?? '');
    }
    const all = values.columns.flat().filter(value => value !== null);
    const range = [Math.min(...all), Math.max(...all)].map((end, i, [min, max]) => end + (i ? 0.03 : -0.03) * (max - min || 1));
    return {
      width,
      height: square ? Math.min(width, 520) : Math.round(Math.min(Number(figure.dataset.height), Math.max(220, width * 0.6))),
      scales: { x: { time: false, ...(square ? { range } : {}) }, ...(square ? { y: { range } } : {}) },
      series: series(values).map((line, i) => (i ? line
        : { label: values.names[0], value: (u, at) => (at == null ? '' : labelled ? values.labels[at] : String(at)) })),
      bands: bands(values),
      axes: [x, { ...axis, size: (u, labels) => 7.5 * widest(labels) + 16 }],
      legend: { markers: { width: 2, dash: (u, i) => (['dashed', 'dotted'].includes(values.lines[i][0]) ? values.lines[i][0] : 'solid') } },
      cursor: { points: { size: 7 } }
    };
  }

  function draw(figure) {
    const values = read(figure.querySelector('table'));
    if ('labelled' in figure.dataset) {
      values.columns[0] = values.labels.map((label, i) => i);
    }
    const place = figure.querySelector('.plot');
    let chart = null;
    const redraw = () => {
      chart?.destroy();
      chart = new uPlot(options(figure, values, place.clientWidth), values.columns, place);
    };
    redraw();
    new ResizeObserver(() => chart.width !== place.clientWidth && redraw()).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    return redraw;
  }

  const charts = [...document.querySelectorAll('figure.chart')].map(draw);
  // Paper is white, whatever the screen is.
  for (const [event, paper] of [['beforeprint', true], ['afterprint', false]]) {
    window.addEventListener(event, () => {
      document.documentElement.classList.toggle('print', paper);
      charts.forEach(redraw => redraw());
    });
  }
})();
