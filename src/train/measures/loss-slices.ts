/**
 * The loss along lines through the weights, and over a plane. Directions are random and filter-normalised: each filter
 * of a direction has the norm of that filter in the weights; biases and batch-norm parameters stay (Li et al. 2018).
 */
import type { ParameterInfo } from '../../engine/contract.ts';
import { fillNormal, streamKey } from '../../random/index.ts';
import { trainingImages } from './images.ts';
import { rescaledLoss } from './rescaled-loss.ts';
import { type Measure, type MeasureContext, plain } from './types.ts';
import { mean } from './vectors.ts';

export const lossSlices: Measure<'lossSlices'> = {
  async measure(context, request) {
    const { model, weights, data, network } = context;
    const indices = trainingImages(context, request.images);
    const directions = Array.from({ length: request.directions }, (_, index) =>
      filterNormalised(context, index),
    );
    const lossAt = async (moves: readonly (readonly [Float64Array, number])[]) => {
      model.restore(moved(weights, moves));
      return rescaledLoss({ network }, model, data.train, indices);
    };

    const distances = spread(request.points, request.radius);
    const lines: number[][] = [];
    for (const direction of directions) {
      const line: number[] = [];
      for (const distance of distances) line.push(await lossAt([[direction, distance]]));
      lines.push(line);
    }

    const sides = request.surface === 0 ? [] : spread(request.surface, request.radius);
    const surface: number[][] = [];
    const [first, second] =
      directions.length > 1 ? directions : [directions[0]!, filterNormalised(context, 1)];
    for (const y of sides) {
      const row: number[] = [];
      for (const x of sides)
        row.push(
          await lossAt([
            [first!, x],
            [second!, y],
          ]),
        );
      surface.push(row);
    }

    const spacing = distances[1]! - distances[0]!;
    const centre = (request.points - 1) / 2;
    model.restore(weights);
    return {
      quantities: {
        loss: plain(lines[0]![centre]!),
        steepness: plain(mean(lines.map((line) => meanSlope(line, spacing)))),
        curvature: plain(mean(lines.map((line) => curvatureAt(line, centre, spacing)))),
        rise: plain(mean(lines.map((line) => (line[0]! + line.at(-1)!) / 2 - line[centre]!))),
      },
      details: {
        loss: 'rescaled: 1 at the uniform answer, 0 at the perfect one',
        distance: 'in norms of each filter',
        distances,
        lines,
        ...(surface.length > 0 && { surface: { sides, rows: 'second direction', losses: surface } }),
      },
    };
  },
};

/** A random direction in the snapshot layout. Element i of a tensor is element i of its stream at (direction, tensor). */
export function filterNormalised(
  { model, weights, config }: Pick<MeasureContext, 'model' | 'weights' | 'config'>,
  index: number,
): Float64Array {
  const direction = new Float64Array(weights.length);
  const key = streamKey(config.seed, 'measure/lossSlices');
  model.parameters.forEach((parameter, tensor) => {
    if (parameter.name !== 'weights') return;
    const drawn = fillNormal(new Float64Array(parameter.size), key, 0, 1, [index, tensor, 0]);
    const own = filterNorms(weights.subarray(parameter.offset, parameter.offset + parameter.size), parameter);
    const lengths = filterNorms(drawn, parameter);
    drawn.forEach((value, i) => {
      const filter = i % own.length;
      direction[parameter.offset + i] = (value * own[filter]!) / lengths[filter]!;
    });
  });
  return direction;
}

/** Of the values that make one output channel or unit, which is the last axis of a tensor. */
function filterNorms(values: Float32Array | Float64Array, { shape }: ParameterInfo): Float64Array {
  const squares = new Float64Array(shape.at(-1)!);
  for (let i = 0; i < values.length; i++) squares[i % squares.length]! += values[i]! * values[i]!;
  return squares.map(Math.sqrt);
}

function moved(
  weights: Float32Array,
  moves: readonly (readonly [direction: Float64Array, distance: number])[],
): Float32Array {
  const out = weights.slice();
  for (const [direction, distance] of moves) {
    for (let i = 0; i < out.length; i++) out[i]! += distance * direction[i]!;
  }
  return out;
}

/** `count` values from −radius to radius. */
function spread(count: number, radius: number): number[] {
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, i) => radius * ((2 * i) / (count - 1) - 1));
}

/** Mean of |slope| over the line: how steep it is, up or down. */
function meanSlope(line: readonly number[], spacing: number): number {
  return mean(line.slice(1).map((loss, i) => Math.abs(loss - line[i]!) / spacing));
}

function curvatureAt(line: readonly number[], centre: number, spacing: number): number {
  return (line[centre - 1]! - 2 * line[centre]! + line[centre + 1]!) / spacing ** 2;
}
