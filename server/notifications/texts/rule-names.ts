import type { RuleId } from '#contracts/rule.ts';
import type { Locale } from '#contracts/user.ts';

/** An alert's name for clinicians, as their page has it (`web-client/words/rule.ts`). */
export const RULE_NAMES = {
  'bp.crisis': { en: 'Blood pressure at crisis level', 'zh-CN': '血压达危象水平' },
  'bp.low': { en: 'Low blood pressure', 'zh-CN': '低血压' },
  'bp.home-mean': { en: 'Home blood pressure mean above target', 'zh-CN': '家庭血压均值超标' },
  'bp.baseline': { en: 'Blood pressure far from usual', 'zh-CN': '血压偏离个人基线' },
  'glucose.low-2': { en: 'Hypoglycaemia, level 2', 'zh-CN': '2 级低血糖' },
  'glucose.low-1': { en: 'Hypoglycaemia, level 1', 'zh-CN': '1 级低血糖' },
  'glucose.high-2': { en: 'Hyperglycaemia, level 2', 'zh-CN': '2 级高血糖' },
  'glucose.high-crisis': { en: 'Hyperglycaemia at crisis level', 'zh-CN': '高血糖危象水平' },
  'glucose.predicted-low': { en: 'Low glucose predicted', 'zh-CN': '预测低血糖' },
  'hr.rest-high': { en: 'Fast heart rate at rest', 'zh-CN': '静息心率过快' },
  'hr.rest-low': { en: 'Slow heart rate at rest', 'zh-CN': '静息心率过慢' },
  'hr.baseline': { en: 'Heart rate far from usual', 'zh-CN': '心率偏离个人基线' },
  'rhythm.irregular': { en: 'Irregular pulse', 'zh-CN': '脉搏不齐' },
  'device.no-data': { en: 'No data from the device', 'zh-CN': '设备无数据' },
  'device.battery': { en: 'Device battery low', 'zh-CN': '设备电量低' },
  'device.fault': { en: 'Device fault', 'zh-CN': '设备故障' },
  'device.clock': { en: 'Device clock is wrong', 'zh-CN': '设备时钟有误' },
  'reading.quarantined': { en: 'Reading held for review', 'zh-CN': '读数待核实' },
  'detector.failed': { en: 'Automatic check did not run', 'zh-CN': '自动检查未运行' },
  'delivery.failed': { en: 'Notification not delivered', 'zh-CN': '通知未送达' },
  'system.watchdog': { en: 'System check failed', 'zh-CN': '系统自检失败' },
} as const satisfies Record<RuleId, Record<Locale, string>>;
