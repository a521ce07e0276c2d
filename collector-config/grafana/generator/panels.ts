import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { dataSourceOf } from './data-sources.js';
import { buildQueries } from './queries.js';
import { roundsLink } from './trace-link.js';
import type { PanelKind, PanelSpec } from './types.js';

/** What all builders of panels have in common, as far as it is used here. */
interface PanelBuilder extends Builder<dashboard.Panel> {
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: common.DataSourceRef): this;
  targets(targets: ReturnType<typeof buildQueries>): this;
  span(columns: number): this;
  height(rows: number): this;
  unit(unit: string): this;
  min(min: number): this;
  max(max: number): this;
  decimals(decimals: number): this;
  noValue(text: string): this;
  interval(shortest: string): this;
  dataLinks(links: Builder<dashboard.DashboardLink>[]): this;
}

const BUILDERS: Readonly<Record<PanelKind, () => PanelBuilder>> = {
  lines,
  bars,
  now,
  ranking,
  heatmap: heat,
  table: () => new table.PanelBuilder().withTransformation(withoutTime()),
  traces: () => new table.PanelBuilder(),
};

/** Kinds of panel that count what happened from one point to the next. */
const COUNTED: ReadonlySet<PanelKind> = new Set(['bars', 'heatmap']);
/** Several scrapes: with fewer, what happens at their edges is counted wrong. */
const SHORTEST_STEP = '1m';

/** Rows of the grid that a panel takes unless it says so. */
const HEIGHT = 8;

/** Grafana's panel for a description of one. */
export function buildPanel(spec: PanelSpec): PanelBuilder {
  const panel = BUILDERS[spec.kind]()
    .title(spec.title)
    .description(spec.description)
    .datasource(dataSourceOf(spec.kind === 'traces' ? 'traces' : 'prometheus'))
    .targets(buildQueries(spec))
    .unit(spec.unit)
    .span(spec.width)
    .height(spec.height ?? HEIGHT);
  if (spec.min !== undefined) panel.min(spec.min);
  if (spec.max !== undefined) panel.max(spec.max);
  if (spec.decimals !== undefined) panel.decimals(spec.decimals);
  if (spec.noValue !== undefined) panel.noValue(spec.noValue);
  if (COUNTED.has(spec.kind)) panel.interval(SHORTEST_STEP);
  if (spec.linksToRounds) panel.dataLinks([toRounds()]);
  return panel;
}

function lines(): timeseries.PanelBuilder {
  return new timeseries.PanelBuilder()
    .legend(legend())
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi))
    .lineWidth(2)
    .fillOpacity(5)
    .showPoints(common.VisibilityMode.Auto);
}

function bars(): timeseries.PanelBuilder {
  return lines()
    .drawStyle(common.GraphDrawStyle.Bars)
    .fillOpacity(60)
    .lineWidth(1)
    .stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
}

function now(): stat.PanelBuilder {
  return new stat.PanelBuilder()
    .reduceOptions(latest())
    .graphMode(common.BigValueGraphMode.Area)
    .colorMode(common.BigValueColorMode.Value)
    .textMode(common.BigValueTextMode.Auto);
}

function ranking(): bargauge.PanelBuilder {
  return new bargauge.PanelBuilder()
    .reduceOptions(latest())
    .orientation(common.VizOrientation.Horizontal)
    .displayMode(common.BarGaugeDisplayMode.Gradient)
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.ContinuousBlYlRd));
}

/** Buckets come ready from Prometheus, so that nothing is calculated here. */
function heat(): HeatmapBuilder {
  return new HeatmapBuilder()
    .calculate(false)
    .color(new heatmap.HeatmapColorOptionsBuilder().mode(heatmap.HeatmapColorMode.Scheme).scheme('Blues').steps(64));
}

/** The unit of a heat map is that of its buckets, which stand on the axis. */
class HeatmapBuilder extends heatmap.PanelBuilder {
  override unit(unit: string): this {
    return this.yAxis(new heatmap.YAxisConfigBuilder().unit(unit)).rowsFrame(
      new heatmap.RowsHeatmapOptionsBuilder().layout(common.HeatmapCellLayout.Le),
    );
  }
}

function latest(): common.ReduceDataOptionsBuilder {
  return new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);
}

function legend(): common.VizLegendOptionsBuilder {
  return new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.Table)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['lastNotNull', 'max']);
}

/** The column of the evaluation's time says nothing in a table of latest values. */
function withoutTime(): dashboard.DataTransformerConfig {
  return { id: 'organize', options: { excludeByName: { Time: true, __name__: true } } };
}

function toRounds(): dashboard.DashboardLinkBuilder {
  return new dashboard.DashboardLinkBuilder('Traces of these rounds').url(roundsLink()).targetBlank(true);
}
