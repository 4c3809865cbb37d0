// Keeps a random candidate of random items.
import { strategy } from "collapse-bench";

strategy((pool) => {
  const one = pool.items.map(({ candidates }) => candidates[Math.floor(pool.random() * candidates.length)]!);
  return pool.sample(one, pool.keep);
});
