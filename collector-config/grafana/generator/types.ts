/** Who answers a query: Prometheus, or the store of traces. */
export type QuerySource = 'prometheus' | 'traces';

/** One query of a panel. */
export interface QuerySpec {
  /** PromQL, or TraceQL in a panel of traces. */
  readonly expr: string;
  /** Name of each series in the legend, with labels in double braces. */
  readonly legend?: string;
  /** Shows traces as points in the graph, where series carry their ids. */
  readonly exemplars?: boolean;
}

/** How a panel draws: `now` is the latest value in large, `ranking` one bar a series, `traces` a list of traces. */
export type PanelKind = 'lines' | 'bars' | 'now' | 'ranking' | 'table' | 'heatmap' | 'traces';

/** One panel. */
export interface PanelSpec {
  readonly kind: PanelKind;
  readonly title: string;
  /** What it shows and what to look for, shown beside the title. */
  readonly description: string;
  /** Unit in Grafana's spelling, from the foundation SDK's `units`. */
  readonly unit: string;
  /** Of 24 columns. */
  readonly width: number;
  /** Rows of the grid; 8 unless given. */
  readonly height?: number;
  readonly queries: readonly QuerySpec[];
  /** Fixed ends of the axis, where the values have them. */
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  /** Shown when there is no series. */
  readonly noValue?: string;
  /** A click on a point leads to the traces of its job's rounds. */
  readonly linksToRounds?: boolean;
}

/** Panels under one heading. */
export interface RowSpec {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

/** A choice at the top of a dashboard whose values are those of a label. */
export interface VariableSpec {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** Series whose label is offered. */
  readonly metric: string;
  readonly of: string;
}

/** Something that is marked in every graph of a dashboard. */
export interface AnnotationSpec {
  readonly name: string;
  readonly expr: string;
  readonly title: string;
  readonly color: string;
}

/** A dashboard as data; `buildDashboard` makes Grafana's JSON of it. */
export interface DashboardSpec {
  /** Stable in links, and the name of its file. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly VariableSpec[];
  readonly annotations: readonly AnnotationSpec[];
  readonly rows: readonly RowSpec[];
}
