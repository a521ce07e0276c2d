import { useEffect, useMemo, useState } from 'preact/hooks';
import { Empty } from '../parts/empty.js';
import { useColors } from '../theme/use-colors.js';
import type { ViewProps } from '../view.js';
import { ClientList } from './client-list.js';
import './map.css';
import { MapCanvas } from './map-canvas.js';
import { MapLegend } from './map-legend.js';
import type { MapContent } from './map-painter.js';
import { markersOf, serverPlace } from './markers.js';
import { chosenMetric, metricChoices, metricDomain, TASK_TIME } from './metric-choice.js';
import { coarseWorld, fineWorld, type WorldPaths } from './world.js';

/** Clients and server where they are, coloured by a number and shaped by what became of them in the round. */
export function MapView({ store, selection }: ViewProps) {
  const [byTaskTime, setByTaskTime] = useState(false);
  const [showArcs, setShowArcs] = useState(true);
  const colors = useColors();
  // A file on a disk has no server to ask for finer coastlines.
  const { world, finerComes } = useWorld(store.origin === 'server');
  const document = store.document.value;
  const rounds = document?.rounds ?? [];
  // A chosen round that this moment of the run does not have yet: the newest one is shown.
  const round = rounds.find((each) => each.round === selection.round.value) ?? rounds.at(-1);
  const clients = document?.clients ?? [];
  // Of all rounds, so that the choice does not change while a replay goes by.
  const choices = useMemo(() => metricChoices(rounds), [rounds]);
  const metric = chosenMetric(choices, byTaskTime ? TASK_TIME : selection.metric.value);
  // Over all rounds, so that a colour means the same while rounds go by.
  const domain = useMemo(() => metricDomain(rounds, metric), [rounds, metric]);
  const markers = useMemo(
    () =>
      markersOf({ clients }, round, round === undefined ? () => undefined : metric.reader(round), metric.field.base),
    [clients, round, metric],
  );
  const server = useMemo(() => serverPlace(document?.run.server ?? {}), [document?.run.server]);
  // By index: the painter asks for them with each frame.
  const [hovered, selected] = [selection.hover.value?.client, selection.client.value];
  // One object for all that is drawn: the canvas is drawn again when it is another, and only then.
  const content = useMemo(
    (): MapContent => ({
      markers,
      server,
      domain,
      colors,
      world,
      finerComes,
      showArcs,
      // Who asked the system for less motion sees where transfers go, but nothing that flows.
      moving: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      hovered,
      selected,
    }),
    [markers, server, domain, colors, world, finerComes, showArcs, hovered, selected],
  );
  if (document === undefined) return null;
  if (clients.length === 0) {
    return <Empty title="No clients yet">They appear here with their first task or update.</Empty>;
  }
  const tip = { clients, metric };
  // The time of tasks is worked out here and no field of clients, which the other views could show.
  const choose = (name: string) => {
    setByTaskTime(name === TASK_TIME);
    if (name !== TASK_TIME) selection.metric.value = name;
  };
  return (
    <div class="map">
      <div class="map-head">
        <h2>{round === undefined ? 'No round yet' : `Round ${round.round}`}</h2>
        <label>
          Colour{' '}
          <select value={metric.name} onChange={(event) => choose(event.currentTarget.value)}>
            {choices.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input type="checkbox" checked={showArcs} onChange={(event) => setShowArcs(event.currentTarget.checked)} />{' '}
          Transfers
        </label>
      </div>
      <div class="map-body">
        <div class="map-main">
          <MapCanvas
            content={content}
            tip={tip}
            onHover={(client) => {
              selection.hover.value = client === undefined ? undefined : { client };
            }}
            onChoose={(client) => {
              selection.client.value = selection.client.value === client ? undefined : client;
            }}
          />
          <MapLegend metric={metric} domain={domain} markers={markers} arcs={showArcs && server !== undefined} />
          {server === undefined ? <p class="soft">Nobody said where the server is: transfers are not drawn.</p> : null}
        </div>
        <ClientList markers={markers} selection={selection} tip={tip} />
      </div>
    </div>
  );
}

/** Worked out once for the page: both are the same however often the map is opened. */
let coarse: WorldPaths | undefined;
let fine: Promise<WorldPaths | undefined> | undefined;

/** The outlines of the world: those in the page, then finer ones when a server has them. */
function useWorld(served: boolean): { readonly world: WorldPaths; readonly finerComes: boolean } {
  coarse ??= coarseWorld();
  const inPage = coarse;
  const [shown, setShown] = useState({ world: inPage, finerComes: served });
  useEffect(() => {
    if (!served) return;
    let wanted = true;
    fine ??= fineWorld();
    fine.then((found) => {
      if (wanted) setShown({ world: found ?? inPage, finerComes: false });
    });
    return () => {
      wanted = false;
    };
  }, [served]);
  return shown;
}
