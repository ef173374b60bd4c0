// The lessons within the page: its part "Learn". A link to a lesson opens it there, with the luck that it names.
"use strict";
(() => {
  const { page, lessons } = spsim;
  const all = page.make("button", { type: "button", class: "second", onclick: toAll }, "All lessons");
  let place = null;
  let asked = null; // the address by which what is shown was asked for

  function open(chosen) {
    lessons.address = asked = chosen.lesson ? location.hash : null;
    all.hidden = !chosen.lesson;
    lessons.show(place, page.ask, chosen);
  }

  function toAll() {
    open({});
    page.readdress();
  }

  // What is shown stays as it was left, until another lesson is asked for.
  function shown(element) {
    const chosen = lessons.linked(location.hash);
    if (!place) furnish(element);
    else if (!chosen || stands()) return;
    open(chosen ?? {});
  }

  function stands() {
    return [lessons.address, asked].includes(location.hash) && !place.querySelector(":scope > .fault");
  }

  function furnish(element) {
    place = page.make("div");
    element.append(page.make("h1", {}, "Learn"), place, page.make("p", { class: "lesson all" }, all));
    element.addEventListener("click", followed);
    place.addEventListener("lesson", ({ detail }) => {
      lessons.address = `#lesson=${detail.lesson}&seed=${detail.seed}`;
      all.hidden = false;
      page.readdress();
    });
  }

  // Links to a lesson, and from one to its scenario, go by the address: the page listens to that.
  function followed(event) {
    const link = event.target.closest('a[href^="#lesson="], a[href^="#scenario="]');
    if (!link) return;
    event.preventDefault();
    location.hash = link.getAttribute("href");
  }

  page.room("learn", shown);
})();
