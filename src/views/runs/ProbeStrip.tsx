import { Group, Select, Slider, Text, Title } from "@mantine/core";
import { type ReactNode, useState } from "react";

import { numberText } from "../../core/runs/axisText";
import type { CurveAxis } from "../../core/runs/curveTable";
import type { ProbeMoment } from "../../core/runs/runCurves";
import { runPictureUrl } from "../../state/probePicture";
import type { CompanionRun } from "../../state/runsStore";
import { formatCount } from "../../ui/format";
import type { DrawnRun } from "./useDrawnRuns";

export interface ProbeStripProps {
  readonly drawn: readonly DrawnRun[];
  readonly axis: CurveAxis;
  /** Where on the axis the shown validation is; the charts mark it. */
  readonly onPlace: (place: number | null) => void;
}

/** How many hits of a query are shown. */
const shownHits = 10;

/** What the same queries found at each validation, with a slider through the training. */
export function ProbeStrip({ drawn, axis, onPlace }: ProbeStripProps): ReactNode {
  const told = drawn.filter(({ heard }) => (heard?.drawn.curves.probes.length ?? 0) > 0);
  const [chosen, setChosen] = useState<string | null>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  const one = told.find(({ run }) => run.id === chosen) ?? told.at(-1);
  const curves = one?.heard?.drawn.curves;
  if (one === undefined || curves === undefined) return null;
  const moments = curves.probes;
  // Until the user moves the slider, the newest one is shown.
  const place = Math.min(wanted ?? moments.length - 1, moments.length - 1);
  const moment = moments[place];
  if (moment === undefined) return null;
  const show = (next: number) => {
    setWanted(next === moments.length - 1 ? null : next);
    const row = [...curves.validations.axis("step")].indexOf(moments[next]?.step ?? -1);
    onPlace(curves.validations.axis(axis)[row] ?? null);
  };
  return (
    <section aria-label="Probe queries" className="page-card">
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h5">
          Probe queries at step {formatCount(moment.step)}
        </Title>
        {told.length > 1 && (
          <Select
            size="xs"
            aria-label="Run of the probe queries"
            data={told.map(({ run }) => ({ value: run.id, label: run.name }))}
            value={one.run.id}
            allowDeselect={false}
            onChange={setChosen}
          />
        )}
      </Group>
      {moments.length > 1 && (
        <Slider
          my="xs"
          min={0}
          max={moments.length - 1}
          step={1}
          marks={moments.length <= 30 ? moments.map((_, value) => ({ value })) : []}
          label={(value) => `step ${formatCount(moments[value]?.step ?? 0)}`}
          thumbLabel="Validation"
          value={place}
          onChange={show}
        />
      )}
      <ProbeRankings run={one.run} moment={moment} />
    </section>
  );
}

function ProbeRankings({ run, moment }: { readonly run: CompanionRun; readonly moment: ProbeMoment }): ReactNode {
  return (
    <div className="probe-rankings">
      {moment.probes.map(({ query, ranking }) => (
        <div key={query} className="probe-ranking">
          <ProbePicture run={run} path={query} label={`Query ${query}`} />
          <ol>
            {ranking.slice(0, shownHits).map(({ path, score, isRelevant }) => (
              <li key={path} data-relevant={isRelevant}>
                <ProbePicture run={run} path={path} label={`${path}, ${isRelevant ? "right" : "wrong"}`} />
                <Text size="xs" ta="center">
                  {isRelevant ? "✓ " : ""}
                  {numberText(score)}
                </Text>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}

interface ProbePictureProps {
  readonly run: CompanionRun;
  readonly path: string;
  readonly label: string;
}

function ProbePicture({ run, path, label }: ProbePictureProps): ReactNode {
  return <img src={runPictureUrl(run, path)} alt={label} title={label} loading="lazy" className="probe-picture" />;
}
