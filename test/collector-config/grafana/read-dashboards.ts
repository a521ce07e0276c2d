import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARDS_FOLDER } from '../../../collector-config/grafana/generator/generate.js';

interface DataSource {
  readonly type?: string;
  readonly uid?: string;
}

/** A panel or the heading of a row, as far as the tests look at it. */
export interface PanelFile {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: DataSource;
  readonly targets?: readonly {
    readonly refId?: string;
    readonly expr?: string;
    readonly query?: string;
    readonly legendFormat?: string;
    readonly datasource?: DataSource;
  }[];
  readonly fieldConfig?: {
    readonly defaults?: { readonly unit?: string; readonly links?: readonly { readonly url: string }[] };
  };
  readonly options?: { readonly yAxis?: { readonly unit?: string } };
}

/** A dashboard's file, as far as the tests look at it. */
export interface DashboardFile {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly PanelFile[];
  readonly templating: {
    readonly list: readonly {
      readonly type: string;
      readonly name: string;
      readonly query: string | { readonly query: string };
      readonly datasource?: DataSource;
    }[];
  };
  readonly annotations: {
    readonly list: readonly {
      readonly name: string;
      readonly expr: string;
      readonly titleFormat?: string;
      readonly datasource?: DataSource;
    }[];
  };
}

/** The dashboards that Grafana is given. */
export function readDashboards(): readonly DashboardFile[] {
  return readdirSync(DASHBOARDS_FOLDER)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(DASHBOARDS_FOLDER, name), 'utf8')) as DashboardFile)
    .map((file) => ({ ...file, annotations: { list: file.annotations.list ?? [] } }));
}

/** Its panels without the headings of rows. */
export function panelsOf(file: DashboardFile): readonly PanelFile[] {
  return file.panels.filter(({ type }) => type !== 'row');
}

/** PromQL and TraceQL of its panels and marks. */
export function expressionsOf(file: DashboardFile): readonly string[] {
  return [
    ...panelsOf(file).flatMap(({ targets = [] }) => targets.flatMap(({ expr, query }) => expr ?? query ?? [])),
    ...file.annotations.list.map(({ expr }) => expr),
  ];
}
