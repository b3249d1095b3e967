/** Changes of the page that touch only what differs, so that a selection stays and nothing flickers. */

export function text(node, value) {
  if (node.textContent !== value) {
    node.textContent = value;
  }
}

/** Makes the rows of a table's body say `rows`; cells that stay are not touched. */
export function fill(table, rows, look = () => '') {
  const body = table.tBodies[0];
  while (body.rows.length > rows.length) {
    body.deleteRow(-1);
  }
  rows.forEach((cells, i) => {
    const row = body.rows[i] ?? body.insertRow();
    row.className = look(i);
    cells.forEach((cell, j) => {
      if (!row.cells[j]) {
        const made = document.createElement(j === 0 ? 'th' : 'td');
        if (j === 0) {
          made.scope = 'row';
        }
        row.append(made);
      }
      text(row.cells[j], cell);
    });
  });
}
