/** Policy of a solver run; the names are those of libsolv's testcases (src/testcase.c, solverflags2str). */
export interface SolverFlags {
  allowdowngrade: boolean;
  allownamechange: boolean;
  allowarchchange: boolean;
  allowvendorchange: boolean;
  allowuninstall: boolean;
  noupdateprovide: boolean;
  needupdateprovide: boolean;
  splitprovides: boolean;
  ignorerecommended: boolean;
  addalreadyrecommended: boolean;
  onlynamespacerecommended: boolean;
  noinfarchcheck: boolean;
  keepexplicitobsoletes: boolean;
  bestobeypolicy: boolean;
  noautotarget: boolean;
  dupallowdowngrade: boolean;
  dupallownamechange: boolean;
  dupallowarchchange: boolean;
  dupallowvendorchange: boolean;
  keeporphans: boolean;
  breakorphans: boolean;
  focusinstalled: boolean;
  focusnew: boolean;
  focusbest: boolean;
  yumobsoletes: boolean;
  strongrecommends: boolean;
  installalsoupdates: boolean;
  strictrepopriority: boolean;
}

/** Policy that changes what replaces or forbids what (libsolv's pool flags). */
export interface PoolFlags {
  promoteepoch: boolean;
  forbidselfconflicts: boolean;
  obsoleteusesprovides: boolean;
  implicitobsoleteusesprovides: boolean;
  obsoleteusescolors: boolean;
  implicitobsoleteusescolors: boolean;
  noinstalledobsoletes: boolean;
  noobsoletesmultiversion: boolean;
  whatprovideswithdisabled: boolean;
}

/** libsolv's defaults (solver_create). */
export const defaultSolverFlags: SolverFlags = {
  allowdowngrade: false,
  allownamechange: true,
  allowarchchange: false,
  allowvendorchange: false,
  allowuninstall: false,
  noupdateprovide: false,
  needupdateprovide: false,
  splitprovides: false,
  ignorerecommended: false,
  addalreadyrecommended: false,
  onlynamespacerecommended: false,
  noinfarchcheck: false,
  keepexplicitobsoletes: true,
  bestobeypolicy: false,
  noautotarget: false,
  dupallowdowngrade: true,
  dupallownamechange: true,
  dupallowarchchange: true,
  dupallowvendorchange: true,
  keeporphans: false,
  breakorphans: false,
  focusinstalled: false,
  focusnew: false,
  focusbest: false,
  yumobsoletes: false,
  strongrecommends: false,
  installalsoupdates: false,
  strictrepopriority: false,
};

/** libsolv's defaults for RPM. */
export const defaultPoolFlags: PoolFlags = {
  promoteepoch: false,
  forbidselfconflicts: false,
  obsoleteusesprovides: false,
  implicitobsoleteusesprovides: false,
  obsoleteusescolors: false,
  implicitobsoleteusescolors: false,
  noinstalledobsoletes: false,
  noobsoletesmultiversion: false,
  whatprovideswithdisabled: false,
};
