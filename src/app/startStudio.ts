import { isStudioError } from "../core/errors";
import { parseAddress, writeAddress } from "../state/address";
import { choiceStore, chooseGallery, isSameChoice } from "../state/choiceStore";
import { followTasks } from "../state/followTasks";
import { intentStore, replaceIntent } from "../state/intentStore";
import { isSamePlace, placeStore } from "../state/libraryPlace";
import { followQueryMarks } from "../state/marksStore";
import { failAddress, goTo, pageStore } from "../state/pageStore";
import { loadSearches } from "../state/savedStore";
import { followQuery } from "../state/searchStore";
import { isSameQuery } from "../state/searchIntent";
import { followAddressBackend, settingsStore, wantedBackend } from "../state/settingsStore";
import { openStudio } from "../state/studioStore";

/** Sets the studio going: what the address says, then what follows from it, for as long as the page lives. */
export function startStudio(): void {
  followQueryMarks();
  followQuery();
  followTasks();
  readAddress();
  window.addEventListener("popstate", readAddress);
  intentStore.subscribe((intent, before) => {
    // A step worth going back to is a new query or another hit; a slider's way is not.
    const isStep = !isSameQuery(intent.query, before.query) || intent.openItem !== before.openItem;
    showInAddress(isStep);
  });
  pageStore.subscribe((state, before) => {
    if (state.page !== before.page) showInAddress(true);
  });
  placeStore.subscribe((place, before) => {
    if (!isSamePlace(place, before)) showInAddress(true);
  });
  settingsStore.subscribe((settings, before) => {
    showInAddress(false);
    if (wantedBackend(settings) !== wantedBackend(before)) void openStudio(wantedBackend(settings));
  });
  choiceStore.subscribe((choice, before) => {
    if (isSameChoice(choice, before)) return;
    showInAddress(true);
    void openStudio(wantedBackend(settingsStore.getState()));
  });
  void openStudio(wantedBackend(settingsStore.getState()));
  void loadSearches();
}

// What is read from the address is not a step of its own.
let isReading = false;

function readAddress(): void {
  isReading = true;
  try {
    const { page, backend, choice, place, intent } = parseAddress(location.search);
    followAddressBackend(backend);
    chooseGallery(choice);
    placeStore.setState(place);
    goTo(page);
    replaceIntent(intent);
  } catch (error) {
    if (!isStudioError(error)) throw error;
    failAddress(error);
  } finally {
    isReading = false;
  }
}

function showInAddress(isStep: boolean): void {
  const { query, show, openItem } = intentStore.getState();
  const { addressBackend: backend } = settingsStore.getState();
  const { page } = pageStore.getState();
  const [choice, place] = [choiceStore.getState(), placeStore.getState()];
  const written = writeAddress({ page, backend, choice, place, intent: { query, show, openItem } });
  const address = location.pathname + (written === "" ? "" : `?${written}`);
  if (address === location.pathname + location.search) return;
  if (isStep && !isReading) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
