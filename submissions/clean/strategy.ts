// Keeps random items. As the ceiling it is offered the truth as the only candidate of each.
import { strategy } from "collapse-bench";

strategy((pool) => {
  const one = Array.from(pool, ({ candidates }) => pool.sample(candidates, 1)[0]!);
  return pool.sample(one, pool.keep);
});
