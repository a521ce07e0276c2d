import { ChartsView } from './charts/charts-view.js';
import { ClientsView } from './clients/clients-view.js';
import { EventsView } from './events/events-view.js';
import { LoggedView } from './logged/logged-view.js';
import { MapView } from './map/map-view.js';
import { OverviewView } from './overview/overview-view.js';
import { ResourcesView } from './resources/resources-view.js';
import { TimelineView } from './timeline/timeline-view.js';
import type { View } from './view.js';

/** The views of a run, in the order of their tabs. The first is shown when the address names none. */
export const VIEWS: readonly View[] = [
  // Ids are in links, which are kept and shared: a new name for a tab leaves its id as it is.
  { id: 'overview', label: 'Overview', component: OverviewView },
  { id: 'charts', label: 'Charts', component: ChartsView },
  { id: 'map', label: 'Map', component: MapView },
  { id: 'timeline', label: 'Timeline', component: TimelineView },
  { id: 'clients', label: 'Clients', component: ClientsView },
  { id: 'resources', label: 'Resources', component: ResourcesView },
  { id: 'logged', label: 'Logged', component: LoggedView },
  { id: 'events', label: 'Events', component: EventsView },
];
