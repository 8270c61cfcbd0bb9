/**
 * Says at the end of a run, loudly, which tests passed only when they were tried again. `npm test` tries a failed test
 * once more, because machines are shared and noisy; a name that comes up here again and again is a race to be mended.
 */
import type { Reporter, TestModule } from "vitest/node";

export default class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names: string[] = [];
    for (const one of modules) {
      for (const test of one.children.allTests())
        if (test.diagnostic()?.flaky) names.push(`${one.relativeModuleId} > ${test.fullName}`);
    }
    if (names.length === 0) return;
    console.log(`\n${names.length} tests PASSED ONLY WHEN TRIED AGAIN (a race, or a machine that is too busy):`);
    for (const name of names) console.log(`  ${name}`);
  }
}
