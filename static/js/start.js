// Starts the design system's own components on the page.
import { initAll } from "../build/govuk-frontend.min.js";

initAll();
