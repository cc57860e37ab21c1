"use strict";
// Heads of columns become buttons that sort; without this the tables are read as they stand.
for (const head of document.querySelectorAll("thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  head.append(button);
  head.setAttribute("aria-sort", "none");
  button.addEventListener("click", () => {
    const place = head.cellIndex;
    const body = head.closest("table").tBodies[0];
    const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const said = (row) => row.cells[place].dataset.sort ?? row.cells[place].textContent.trim();
    const order = (a, b) => {
      const [x, y] = [said(a), said(b)];
      const [m, n] = [Number(x), Number(y)];
      return turn * (x !== "" && y !== "" && !isNaN(m) && !isNaN(n) ? m - n : x.localeCompare(y));
    };
    body.append(...[...body.rows].sort(order));
    for (const other of head.parentElement.cells) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", turn > 0 ? "ascending" : "descending");
  });
}
