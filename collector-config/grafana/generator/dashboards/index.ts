import type { DashboardSpec } from '../types.js';
import { bridgeDashboard } from './bridge.js';
import { clientsDashboard } from './clients.js';
import { communicationDashboard } from './communication.js';
import { resourcesDashboard } from './resources.js';
import { trainingDashboard } from './training.js';

/** All dashboards, in the order in which the documentation has them. */
export const dashboards: readonly DashboardSpec[] = [
  trainingDashboard,
  clientsDashboard,
  communicationDashboard,
  resourcesDashboard,
  bridgeDashboard,
];
