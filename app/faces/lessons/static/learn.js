// The lessons within the page: its part "Learn". A link to a lesson opens it there, with the luck that it names.
"use strict";
(() => {
  const { page, lessons } = spsim;
  let place = null;
  const all = page.make("button", { type: "button", class: "second", onclick: () => open({}) }, "All lessons");
  let first = lessons.linked(location.hash); // the page writes its own address before it shows a part

  function open(chosen) {
    lessons.address = chosen.lesson ? location.hash : null;
    all.hidden = !chosen.lesson;
    return lessons.show(place, page.ask, chosen);
  }

  function shown(element) {
    const chosen = lessons.linked(location.hash) ?? first;
    first = null;
    if (place && !chosen) return;
    if (!place) {
      place = page.make("div");
      element.append(page.make("h1", {}, "Learn"), place, page.make("p", { class: "lesson all" }, all));
      element.addEventListener("click", followed);
      place.addEventListener("lesson", ({ detail }) => {
        lessons.address = `#lesson=${detail.lesson}&seed=${detail.seed}`;
        all.hidden = false;
        history.replaceState(history.state, "", lessons.address);
      });
    }
    open(chosen ?? {});
  }

  // Links to a lesson, and from one to its scenario, go by the address: the page listens to that.
  function followed(event) {
    const link = event.target.closest('a[href^="#lesson="], a[href^="#scenario="]');
    if (!link) return;
    event.preventDefault();
    location.hash = link.getAttribute("href");
  }

  page.room("learn", shown);
  addEventListener("hashchange", () => {
    if (place && lessons.address !== location.hash && lessons.linked(location.hash)) open(lessons.linked(location.hash));
  });
})();
