/** Counts open connections by address, and says no to one too many. */
export const createAddressLimit = (maxPerAddress: number) => {
  const open = new Map<string, number>();
  return {
    get total(): number {
      let total = 0;
      for (const count of open.values()) total += count;
      return total;
    },
    /** What gives the place back, or null when the address has none left. */
    enter(address: string): (() => void) | null {
      const count = open.get(address) ?? 0;
      if (count >= maxPerAddress) return null;
      open.set(address, count + 1);
      return () => {
        const left = (open.get(address) ?? 1) - 1;
        if (left > 0) open.set(address, left);
        else open.delete(address);
      };
    },
  };
};
